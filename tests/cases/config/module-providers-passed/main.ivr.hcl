provider "acme" { base_url = "https://acme.example.com" }

provider "acme" {
  alias    = "emea"
  base_url = "https://emea.example.com"
}
module "default" { source = "./m" }
module "emea" {
  source    = "./m"
  providers = { acme = acme.emea }
}
module "named" {
  source    = "./n"
  providers = { acme.one = acme.emea, acme.two = acme.emea }
}
