# Where the flow is deployed. The credentials come from the environment; without them, those of the sandbox are used.
provider "cxone" {
  base_url      = var.tenant_url
  client_id     = env("CXONE_CLIENT_ID", "sandbox")
  client_secret = env("CXONE_CLIENT_SECRET", "sandbox")
}

resource "cxone_ivr_flow" "main" {
  name = "${var.company} main line"
  flow = flow.main
}

output "main_id" {
  value       = cxone_ivr_flow.main.id
  description = "What the vendor calls the main line."
}
