"""A process that syncs a copy in a file until it is killed: `python phone.py FILE BUNDLE`."""

from __future__ import annotations

import os
import random
import sys
import time

from cairn_client import Cairn
from cairn_client.sqlite_store import SQLiteStore
from cairn_client.sync import OfflineCopy


def main(path: str, bundle: str) -> None:
    copy = OfflineCopy(Cairn(os.environ["CAIRN_URL"]), SQLiteStore(path), bundle=bundle == "true")
    while True:
        copy.sync()
        print("synced", flush=True)
        time.sleep(random.random() * 0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])
