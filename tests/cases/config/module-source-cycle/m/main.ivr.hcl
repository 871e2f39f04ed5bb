module "b" { source = "./n" }
