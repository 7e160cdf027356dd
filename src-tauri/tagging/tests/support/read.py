# Prints, a JSON line for each file, what mutagen finds in it: the fields that
# Moodplane writes, and everything else byte for byte. Arguments: files.
import json, struct, sys
import mutagen
from mutagen import apev2, flac, id3, mp4

def of_id3(tags):
    texts = lambda key: [str(text) for frame in tags.getall(key) for text in frame.text]
    comments = [frame for frame in tags.getall("COMM") if frame.desc == ""]
    comments.sort(key=lambda frame: frame.lang != "eng")
    ours = ["TMOO", "TKEY", "TBPM", "TXXX:VALENCE", "TXXX:AROUSAL"] + [f.HashKey for f in comments[:1]]
    others = [
        [key, frame._writeData().hex()] for key, frame in tags.items() if key not in ours
    ] + [["unknown", bytes(frame).hex()] for frame in tags.unknown_frames]
    return dict(
        mood=texts("TMOO"), key=texts("TKEY"), bpm=texts("TBPM"),
        valence=texts("TXXX:VALENCE"), arousal=texts("TXXX:AROUSAL"),
        comment=[str(f.text[0]) for f in comments[:1]],
        others=others, version=list(tags.version),
    )

def of_vorbis(tags):
    pairs = list(tags)
    values = lambda name: [value for key, value in pairs if key.upper() == name]
    ours = ["MOOD", "INITIALKEY", "BPM", "VALENCE", "AROUSAL"]
    comments = values("COMMENT")
    others = [[key, value] for key, value in pairs if key.upper() not in ours]
    if comments:
        others.remove(next([k, v] for k, v in others if k.upper() == "COMMENT"))
    return dict(
        mood=values("MOOD"), key=values("INITIALKEY"), bpm=values("BPM"),
        valence=values("VALENCE"), arousal=values("AROUSAL"), comment=comments[:1],
        others=others + [["vendor", tags.vendor]],
    )

def of_mp4(tags):
    free = lambda name: [bytes(v).decode() for v in tags.get("----:com.apple.iTunes:" + name, [])]
    ours = ["tmpo", "\xa9cmt"] + ["----:com.apple.iTunes:" + n for n in ["MOOD", "initialkey", "VALENCE", "AROUSAL"]]
    def plain(value):
        if isinstance(value, list):
            return [plain(v) for v in value]
        if isinstance(value, bytes):
            return [bytes(value).hex(), str(getattr(value, "dataformat", "")), str(getattr(value, "imageformat", ""))]
        return repr(value)
    return dict(
        mood=free("MOOD"), key=free("initialkey"), bpm=[str(n) for n in tags.get("tmpo", [])],
        valence=free("VALENCE"), arousal=free("AROUSAL"), comment=tags.get("\xa9cmt", []),
        others=[[key, plain(value)] for key, value in tags.items() if key not in ours],
    )

def of_ape(path):
    try:
        tags = apev2.APEv2(path)
    except apev2.APENoHeaderError:
        return None
    texts = lambda key: list(tags[key]) if key in tags else []
    # The bytes, in their order, which mutagen does not tell.
    with open(path, "rb") as file:
        data = file.read()
    end = data.rindex(b"APETAGEX")
    size, count, flags = struct.unpack("<III", data[end + 12:end + 24])
    at = start = end + 32 - size
    header = data[start - 32:start] if flags & 0x80000000 else b""
    if header:
        assert header[:20] == data[end:end + 20] and header[:8] == b"APETAGEX"
    others = []
    while at < end:
        length, own_flags = struct.unpack("<II", data[at:at + 8])
        zero = data.index(b"\0", at + 8)
        name, next_at = data[at + 8:zero].decode(), zero + 1 + length
        if name.upper() not in ["MOOD", "KEY", "BPM", "VALENCE", "AROUSAL", "COMMENT"]:
            others.append(data[at:next_at].hex())
        at, count = next_at, count - 1
    assert (at, count) == (end, 0), "length and number of the items are right"
    return dict(
        mood=texts("Mood"), key=texts("KEY"), bpm=texts("BPM"), valence=texts("VALENCE"),
        arousal=texts("AROUSAL"), comment=texts("Comment")[:1],
        others=others + [str(texts("Comment")[1:]), str(flags), data[end + 32:].hex()],
    )

for path in sys.argv[1:]:
    file = mutagen.File(path)
    tags = file.tags
    if tags is None:
        found = dict(mood=[], key=[], bpm=[], valence=[], arousal=[], comment=[], others=[])
    elif isinstance(tags, id3.ID3):
        found = of_id3(tags)
    elif isinstance(tags, mp4.MP4Tags):
        found = of_mp4(tags)
    else:
        found = of_vorbis(tags)
    if isinstance(file, flac.FLAC):
        blocks = [b for b in file.metadata_blocks if b.code not in (1, 4)]
        found["others"] += [[str(b.code), b.write().hex()] for b in blocks]
    if path.endswith(".mp3"):
        found["ape"] = of_ape(path)
        with open(path, "rb") as whole:
            tail = whole.read()[-128:]
        found["others"] += [["v1", tail.hex() if tail[:3] == b"TAG" else ""]]
    found["others"] = sorted(json.dumps(pair, ensure_ascii=False) for pair in found["others"])
    found["length"] = round(file.info.length, 3)
    print(json.dumps(found, ensure_ascii=False))
