"""Starting with MAAS_HOME on a folder that has other things in it deletes and changes none of them."""

from support import CHECKOUT, Service, finish, make_folder, os

KEPT = {
    "tmp/thesis.txt": "years",
    "tmp/predict-1/thesis.txt": "years",
    "metrics/2020-01-01T00.jsonl": "{}",
    "store/files/letter.txt": "x",
    "logs/maas.log.4": "x",
    "notes.txt": "x",
}


def fill(folder):
    for path, text in KEPT.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def refuses(what, home):
    """A start that has to end by itself, in a sentence that names the folder and what to do."""
    service = Service(home)
    started = service.await_start()
    said = service.said
    service.stop()
    if started:
        return [f"{what}: the service starts"]
    return (
        [] if "MAAS_HOME" in said and "Error:" not in said else [f"{what}: it says {said[-300:]}"]
    )


faults = []
for folder in (fill(make_folder()), fill(make_folder() / ".maas")):
    os.chmod(folder, 0o755)
    faults += refuses(f"a folder of somebody's own, {folder.name}", folder)
    faults += [f"{path} is gone" for path in KEPT if not (folder / path).is_file()]
    faults += [
        f"{name} was made" for name in ("secret", "demo-uploaded") if (folder / name).exists()
    ]
    if folder.stat().st_mode & 0o777 != 0o755:
        faults += ["a folder of somebody's own has other permissions now"]

link = make_folder() / "link"
link.symlink_to(fill(make_folder()))
faults += refuses("a symlink to such a folder", link)
faults += [f"{path} behind a symlink is gone" for path in KEPT if not (link / path).is_file()]

file = make_folder() / "file"
file.write_text("x")
faults += refuses("a file", file)
faults += refuses("the checkout itself", CHECKOUT)

own = make_folder() / "a" / "b"
for turn in ("first", "second"):
    service = Service(own)
    if not service.await_start():
        faults += [f"the {turn} start in a new folder: {service.said[-300:]}"]
    service.stop()
    (own / "notes.txt").write_text("mine")
    (own / "tmp" / "notes.txt").write_text("mine")
for path in ("notes.txt", "tmp/notes.txt"):
    if not (own / path).is_file():
        faults += [f"{path} of its own folder is gone"]
if own.stat().st_mode & 0o077:
    faults += [f"its folder is open to others: {oct(own.stat().st_mode)}"]
finish(faults)
