provider "acme" { base_url = "https://acme.example.com" }

variable "key" {
  default   = "s3cret"
  sensitive = true
}
module "a" {
  source = "./m"
  key    = var.key
}
output "shown" { value = module.a.key }
output "declared" { value = module.a.declared }
