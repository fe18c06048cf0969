"""What each stage does with its pending work, without Prefect."""
