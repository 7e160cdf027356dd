# Fills files with all that people keep in tags, by mutagen. Arguments: files.
import base64, struct, sys
import mutagen
from mutagen import apev2, flac, id3, mp4

picture = bytes(range(256)) * 12
long_picture = bytes((i * 7919) % 251 for i in range(120_000))

def fill_id3(tags, version):
    tags.add(id3.TIT2(encoding=3, text="Étoile ★"))
    tags.add(id3.TPE1(encoding=0, text="Ada"))
    tags.add(id3.APIC(encoding=0, mime="image/png", type=3, desc="front", data=picture))
    tags.add(id3.APIC(encoding=1, mime="image/png", type=4, desc="back ★", data=picture[::-1]))
    tags.add(id3.PRIV(owner="a.program@example.org", data=b"\xff\x00\xff\xe0\x00\x01"))
    tags.add(id3.GEOB(encoding=0, mime="application/octet-stream", desc="Serato Markers2", data=b"\x01\x01" + picture))
    tags.add(id3.GEOB(encoding=0, mime="application/octet-stream", desc="Serato Overview", data=bytes(240)))
    tags.add(id3.COMM(encoding=0, lang="deu", desc="", text="ein Wort"))
    tags.add(id3.COMM(encoding=1, lang="eng", desc="", text="my own words ★"))
    tags.add(id3.COMM(encoding=0, lang="eng", desc="ripper", text="x"))
    tags.add(id3.TXXX(encoding=1, desc="MY FIELD", text=["one", "two ★"]))
    tags.add(id3.UFID(owner="http://musicbrainz.org", data=b"1234"))
    tags.add(id3.CHAP(element_id="c0", start_time=0, end_time=1000, start_offset=0xFFFFFFFF, end_offset=0xFFFFFFFF, sub_frames=[id3.TIT2(encoding=0, text="one")]))
    tags.add(id3.CTOC(element_id="toc", flags=3, child_element_ids=["c0"], sub_frames=[]))
    body = b"whatever that is"
    tags.unknown_frames.append(b"XQZW" + struct.pack(">IH", len(body), 0) + body)
    tags._unknown_v2_version = (2, version, 0)

def ape_tag(items, header):
    """An APEv2 tag, byte by byte: names, values and flags in this order."""
    body = b"".join(
        struct.pack("<II", len(value), flags) + name.encode() + b"\0" + value
        for name, value, flags in items
    )
    def end(flags):
        return b"APETAGEX" + struct.pack("<IIIIQ", 2000, len(body) + 32, len(items), flags, 0)
    has = 0x80000000 if header else 0
    return (end(has | 0x20000000) if header else b"") + body + end(has)

def own_ape(name):
    return ape_tag([
        ("REPLAYGAIN_TRACK_GAIN", b"-6.48 dB", 0),
        ("mOOD", "theirs\0düster".encode(), 0),
        ("Cover Art (Front)", b"front.png\0\xff\xfb\x90\x00" + picture, 2),
        ("Comment", "their words ★\0and more".encode(), 0),
        ("BPM", b"128.5", 0),
        ("Related", b"http://example.org/", 4),
        ("Year", b"1999", 1),
    ], header="headless" not in name)

lyrics = b"LYRICSBEGININD0000200LYR00005la la"
lyrics += b"%06d" % len(lyrics) + b"LYRICS200"

for path in sys.argv[1:]:
    # What stands before an @ only tells files of one kind apart.
    name = path.rsplit("/", 1)[-1].rsplit("@", 1)[-1]
    if name.startswith("bare"):
        continue
    if path.endswith(".mp3"):
        version = 3 if "23" in name else 4
        if not name.startswith("none"):
            tags = id3.ID3()
            fill_id3(tags, version)
            if version == 3:
                tags.update_to_v23()
            padding = (lambda info: 1500) if "room" in name else (lambda info: 0)
            tags.save(path, v1=2, v2_version=version, padding=padding)
        if "own-ape" in name:
            with open(path, "rb") as file:
                sound = file.read()
            v1 = sound[-128:] if sound[-128:-125] == b"TAG" else b""
            sound = sound[:len(sound) - len(v1)]
            with open(path, "wb") as file:
                words = lyrics if "lyrics" in name else b""
                file.write(sound + own_ape(name) + words + v1)
        elif "ape" in name:
            ape = apev2.APEv2()
            ape["Title"] = "An APE title"
            ape["Mood"] = "theirs"
            ape.save(path)
    elif path.endswith((".aiff", ".wav")):
        file = mutagen.File(path)
        if file.tags is None:
            file.add_tags()
        fill_id3(file.tags, 4)
        file.save()
    elif path.endswith(".flac"):
        file = flac.FLAC(path)
        file["TITLE"] = "Étoile ★"
        file["comment"] = ["my own words ★", "another"]
        file["MY-FIELD"] = ["one", "two ★"]
        file["Mood"] = ["old mood"] if "mood" in name else []
        front = flac.Picture()
        front.type, front.mime, front.data = 3, "image/png", picture
        file.add_picture(front)
        file.save(padding=lambda info: 0 if "full" in name else 900)
    elif path.endswith((".ogg", ".opus")):
        file = mutagen.File(path)
        file["TITLE"] = "Étoile ★"
        file["comment"] = ["my own words ★"]
        file["MY-FIELD"] = ["one", "two ★"]
        front = flac.Picture()
        front.type, front.mime = 3, "image/png"
        front.data = long_picture if "long" in name else picture
        file["METADATA_BLOCK_PICTURE"] = [base64.b64encode(front.write()).decode()]
        file.save(padding=lambda info: 0)
    elif path.endswith(".m4a"):
        file = mp4.MP4(path)
        file["\xa9nam"] = "Étoile ★"
        file["\xa9cmt"] = "my own words ★"
        file["covr"] = [mp4.MP4Cover(picture, mp4.MP4Cover.FORMAT_PNG)]
        file["----:com.serato.dj:markersv2"] = mp4.MP4FreeForm(picture, mp4.AtomDataType.IMPLICIT)
        file["----:com.apple.iTunes:iTunNORM"] = b" 00000123 00000456"
        file["----:com.apple.iTunes:MY FIELD"] = [b"one", "two ★".encode()]
        file.save(padding=lambda info: 0 if "full" in name else 900)
