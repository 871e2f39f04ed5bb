# The phone lines of three tenants at two vendors. What a line is like comes from a library of flows that lies in a git
# repository of its own; what is each tenant's own stands in tenants.auto.ivrvars.

provider "cxone" {
  base_url      = "${var.sandbox}/cxone"
  client_id     = env("CXONE_CLIENT_ID", "sandbox")
  client_secret = env("CXONE_CLIENT_SECRET", "sandbox")
}

provider "genesys" {
  base_url      = "${var.sandbox}/genesys"
  client_id     = env("GENESYS_CLIENT_ID", "sandbox")
  client_secret = env("GENESYS_CLIENT_SECRET", "sandbox")
}

module "line" {
  source      = "git::https://git.example.com/telephony/flows.git//line?ref=v1.0.0"
  for_each    = var.tenants
  name        = each.value.name
  departments = each.value.departments
  open        = each.value.open
}

locals {
  at_cxone   = { for key, tenant in var.tenants : key => tenant if tenant.vendor == "cxone" }
  at_genesys = { for key, tenant in var.tenants : key => tenant if tenant.vendor == "genesys" }
}

resource "cxone_ivr_flow" "line" {
  for_each = local.at_cxone
  name     = "${each.value.name} line"
  flow     = module.line[each.key].flow
}

resource "genesys_flow" "line" {
  for_each    = local.at_genesys
  name        = "${each.value.name} line"
  description = "Takes calls for ${length(each.value.departments)} departments."
  flow        = module.line[each.key].flow
}

output "lines" {
  description = "The id of each tenant's line at its vendor."
  value = merge(
    { for key, line in cxone_ivr_flow.line : key => line.id },
    { for key, line in genesys_flow.line : key => line.id },
  )
}
