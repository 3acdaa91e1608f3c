"""Draw the parts that pages are made of; no component knows a flow."""
