"""Takes single files out of a wheel: unpack.py WHEEL FROM TO [FROM TO]...

A FROM that ends with a slash is a folder and is taken whole.
"""

import os
import shutil
import sys
import zipfile

wheel, pairs = sys.argv[1], sys.argv[2:]
with zipfile.ZipFile(wheel) as archive:
    for source, target in zip(pairs[::2], pairs[1::2]):
        folder = source.endswith("/")
        names = [
            name
            for name in archive.namelist()
            if (name.startswith(source) if folder else name == source)
            and not name.endswith("/")
        ]
        if not names:
            sys.exit(f"{wheel} has no {source}")
        for name in names:
            path = os.path.join(target, name[len(source):]) if folder else target
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with archive.open(name) as data, open(path, "wb") as file:
                shutil.copyfileobj(data, file)
