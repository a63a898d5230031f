"""Statuses in the words of clerks: how sure a fact is."""

STATUS = {
    "verified_official": "官方已核实",
    "quoted_official": "官方文件转引",
    "secondary": "非官方资料",
    "seed_only": "仅有普通文章",
    "unknown": "未知",
}
