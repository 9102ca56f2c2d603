"""Speed, measured side by side in one run on one machine: ratios, never bare seconds."""
