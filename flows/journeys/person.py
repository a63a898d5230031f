"""The questions that several journeys ask about a person, in the same words and under the same ids."""

from flows.answers.answer import Option
from flows.answers.choice import NONE, choice, yes_no
from flows.answers.day import past_day
from flows.answers.key import key
from flows.answers.place import place
from flows.dialogue import Ask
from flows.policy.person import Person
from flows.words import Words, _

ASSISTANCE = {
    "tekun": _("特困人员"),
    "orphan": _("孤儿、事实无人抚养儿童"),
    "dibao": _("低保"),
    "dibao_edge": _("低保边缘家庭"),
    "monitored": _("防返贫监测对象"),
    "disabled": _("重度残疾或丧失劳动能力"),
}
"""The assistance identities that every region shares; a pack may add its own."""


_GROUPS = {
    "resident": ("居民", "普通居民", "一般居民", "普通人", "resident", "ordinary resident"),
    "student": ("学生", "孩子", "小孩", "中学生", "小学生", "student", "pupil", "child"),
    "university": ("大学生", "大专生", "中专生", "university student", "college student"),
    "elder": ("老人", "老年人", "elderly", "senior"),
    "working_age": ("大人", "成年人", "adult"),
}
"""What people call the groups that most regions have."""


_HARDSHIPS = {
    "tekun": ("特困", "特困户", "五保户", "五保"),
    "dibao": ("低保户", "吃低保"),
    "dibao_edge": ("低保边缘户", "边缘户"),
    "monitored": ("监测户", "监测对象"),
}


def group_options(case: Person) -> tuple[Option, ...]:
    """The region's contribution groups, by the names its pack gives them."""
    return tuple(Option(group.key, Words(group.label), also=_GROUPS.get(group.key, ())) for group in case.groups())


def assistance_options(case: Person) -> tuple[Option, ...]:
    """None first, then the identities that change the amount here."""
    named = {**ASSISTANCE, **{row.key: row.label for row in case.local.assistance}}
    return (
        Option("none", Words(_("都没有")), also=("没有", "无", "不是", "no", "nope", *NONE)),
        *(Option(one, Words(named[one]), alone=_HARDSHIPS.get(one, ())) for one in case.assistance()),
    )


where = Ask(
    "where",
    place(),
    _("您的医保参保地是哪里？写城市或县的名字就行。"),
    label=_("参保地"),
    also=("place of insurance",),
    hint=_("请写省、市或县的名字，像「廊坊」「南宁武鸣区」；也可以点下面的大区一级一级选。"),
    explains=("insured_place",),
)

job_insurance = Ask(
    "job_insurance",
    yes_no(yes=_("有，正在交"), no=_("没有")).alone(
        yes=("在交", "单位交", "单位给交", "单位给交了", "单位在交", "单位交了", "单位买")
    ),
    _("现在有单位交的职工医保吗？"),
    label=_("职工医保"),
    also=("employee medical insurance",),
    hint=_("工资里扣医保、或自己按月交职工医保的，选「有」；其他人选「没有」。"),
    explains=("employee_insurance",),
)

residence = Ask(
    "residence",
    choice(
        local_hukou=_("户口在这里"),
        residence_permit=_("有这里的居住证"),
        student_here=_("在这里上学"),
        none=_("都不是"),
    )
    .also(
        local_hukou=("本地户口", "本地人", "户口在本地", "local", "local hukou"),
        residence_permit=("居住证", "办了居住证"),
        student_here=("学生", "上学", "在校", "student", "pupil"),
        none=NONE,
    )
    .alone(local_hukou=("本村", "本村人", "本乡人")),
    _("您和这个地方是什么关系？"),
    label=_("户籍或居住"),
    also=("hukou or residence",),
    hint=_("选最合适的一项：户口在这里、办了居住证、在这里上学，或都不是。"),
    explains=("residence_permit",),
)

group = Ask(
    "group",
    key(),
    _("参保的人属于哪一类？"),
    label=_("人群"),
    also=("group",),
    hint=_("这里按人群收费，选参保那个人的那一类。"),
    offers=group_options,
)

birthday = Ask(
    "birthday",
    past_day(),
    _("参保的人哪年哪月哪日出生？这里按年龄收费。"),
    label=_("出生日期"),
    also=("date of birth", "birthday", "生日"),
    hint=_("请写年月日，不用写身份证号。"),
)

hardship = Ask(
    "hardship",
    key(),
    _("家里有下面这些情况吗？有的话缴费会少，没有就选第一个。"),
    label=_("困难身份"),
    also=("hardship status", "困难"),
    hint=_("有几种就选最困难的那一种；不用传证明，由经办单位核对。"),
    offers=assistance_options,
)
