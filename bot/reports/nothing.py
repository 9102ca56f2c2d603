"""What a kind of export raises where there is nothing to make a file of."""


class NothingToWrite(Exception):
    """There is nothing to write, or the asker may not have it; the text says so in Chinese, with a way on."""
