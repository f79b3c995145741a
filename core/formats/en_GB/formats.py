"""Dates as people say them: 3 March 2027, 3 March 2027 at 2:30 pm."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
DATETIME_FORMAT = r"j F Y \a\t g:i a"
TIME_FORMAT = "g:i a"
DATE_INPUT_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]
