provider "acme" { base_url = "https://acme.example.com" }

module "a" { source = "./m" }
output "no" { value = module.a.nmae }
