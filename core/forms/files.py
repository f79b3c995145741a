"""A field for a file, told by its content."""

from django import forms

from core.files import ENDINGS, IN_WORDS, largest, look_at


class UploadField(forms.FileField):
    """Choose a file to keep; gives a `core.files.Upload`, or None where none was chosen."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ",".join(ENDINGS.values())}))
        about = f"{IN_WORDS}, up to {largest()}."
        kwargs["help_text"] = f"{kwargs['help_text']} {about}" if kwargs.get("help_text") else about
        super().__init__(**kwargs)

    def to_python(self, data):
        data = super().to_python(data)
        return None if data is None else look_at(data)
