"""The work: Prefect flows and, beneath them, plain functions over what is pending."""
