"""Speed: Salang against what people would use otherwise, on the same pages."""
