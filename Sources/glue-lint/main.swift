print("glue-lint")
