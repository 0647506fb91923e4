batch_tag = "5"
