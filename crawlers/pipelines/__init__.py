"""Item pipelines: pages to the store, failures to their fates."""
