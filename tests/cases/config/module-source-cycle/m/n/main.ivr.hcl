module "c" { source = "../../m" }
