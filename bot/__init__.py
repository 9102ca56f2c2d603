"""Rongshu: the machine behind the chat. Its edges, its memory and its sending."""
