"""Compiles the translations in locale/ to what Django reads, in .build: no gettext program is needed for it."""

from core.start.places import BUILD, ROOT

LOCALE, COMPILED = ROOT / "locale", BUILD / "locale"


def compile_all():
    # Where this runs before anything is installed, only the places of things are needed.
    import polib

    for source in sorted(LOCALE.rglob("*.po")):
        target = COMPILED / source.relative_to(LOCALE).with_suffix(".mo")
        target.parent.mkdir(parents=True, exist_ok=True)
        whole = target.with_suffix(".new")
        polib.pofile(str(source)).save_as_mofile(str(whole))
        whole.replace(target)


if __name__ == "__main__":
    compile_all()
