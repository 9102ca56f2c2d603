"""Lectures as sound: what is said, who says it (a synthesiser, or the committee's own recording), where it is kept."""
