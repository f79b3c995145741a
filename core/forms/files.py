"""Fields for a file, told by its content: one to keep, and a table to read."""

from django import forms

from core.files import ENDINGS, IN_WORDS, largest, look_at
from core.spreadsheets import IN_WORDS as TABLE
from core.spreadsheets import read_table


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


class TableField(forms.FileField):
    """Choose a table to read; gives its rows as `core.spreadsheets.TableRow`."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ".csv,.xlsx"}))
        kwargs["help_text"] = f"{kwargs['help_text']} {TABLE}" if kwargs.get("help_text") else TABLE
        super().__init__(**kwargs)

    def to_python(self, data):
        data = super().to_python(data)
        return None if data is None else read_table(data)
