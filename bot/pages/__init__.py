"""The pages members open from chat."""
