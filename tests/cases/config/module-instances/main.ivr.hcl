provider "acme" { base_url = "https://acme.example.com" }

variable "tenants" {
  default = { uk = ["sales", "support"], fr = ["ventes"] }
}
module "tenant" {
  source   = "./tenant"
  for_each = var.tenants
  name     = each.key
  queues   = each.value
}
module "numbered" {
  source = "./tenant"
  count  = 2
  name   = "n${count.index}"
  queues = []
}
output "ids" { value = { for key, tenant in module.tenant : key => tenant.name } }
output "uk" { value = module.tenant["uk"].name }
output "second" { value = module.numbered[1].name }
output "all" { value = module.numbered[*].name }
resource "acme_webhook" "after" { url = module.tenant["uk"].id }
