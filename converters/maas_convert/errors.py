"""What can go wrong, each with the exit code of the command."""


class ConvertError(Exception):
    """The model cannot be converted."""

    exit_code = 3


class UnknownPartError(ConvertError):
    """A part of the model that no way of exporting knows."""


class UsageError(ConvertError):
    """An argument or the data does not fit the model."""

    exit_code = 2


class NotEqualError(ConvertError):
    """The converted model answers otherwise than the original."""

    exit_code = 4


class UntrustedError(ConvertError):
    """Reading the file would run code that it holds."""

    exit_code = 5


class MissingExtraError(ConvertError):
    """A framework is not installed."""

    exit_code = 6
