provider "acme" { base_url = "https://acme.example.com" }

module "a" {
  source = "./m"
  nmae   = "x"
}
module "b" {
  source = "./m"
  name   = ["x"]
}
module "c" {
  source = "./m"
  name   = "toolong"
}
module "d" {
  name = "x"
}
module "e" {
  source  = "./m"
  version = "1.0"
  name    = "x"
}
module "f" {
  source = "./nowhere"
}
module "g" {
  source   = "./m"
  name     = "x"
  count    = 1
  for_each = toset(["a"])
}
output "no" { value = module.c.nothing }
output "alone" { value = module }
output "undeclared" { value = module.x.y }
