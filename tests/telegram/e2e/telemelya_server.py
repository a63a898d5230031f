"""Starts `telemelya` with the databases it wants, all in memory and on this machine; runs in an environment of its own.

python telemelya_server.py <port>
"""

import importlib
import os
import sys
import threading
from typing import Any

PORT = int(sys.argv[1])
REDIS, S3 = PORT + 1, PORT + 2

os.environ |= {
    "MOCK_SERVER_HOST": "127.0.0.1",  # by itself it listens to the whole network
    "MOCK_SERVER_PORT": str(PORT),
    "REDIS_URL": f"redis://127.0.0.1:{REDIS}/0",
    "MINIO_ENDPOINT": f"127.0.0.1:{S3}",
    "STRICT_EDIT": "true",
}

redis: Any = importlib.import_module("fakeredis").TcpFakeServer(("127.0.0.1", REDIS))
threading.Thread(target=redis.serve_forever, daemon=True).start()
importlib.import_module("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=S3, verbose=False).start()
importlib.import_module("telemelya.server.app").main()
