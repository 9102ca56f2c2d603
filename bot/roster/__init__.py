"""The roster files that offices already keep: read into rows, or into what is wrong with them."""
