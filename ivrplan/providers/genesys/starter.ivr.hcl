# Where the flow is deployed. The credentials come from the environment; without them, those of the sandbox are used.
provider "genesys" {
  base_url      = var.tenant_url
  client_id     = env("GENESYS_CLIENT_ID", "sandbox")
  client_secret = env("GENESYS_CLIENT_SECRET", "sandbox")
}

resource "genesys_flow" "main" {
  name = "${var.company} main line"
  flow = flow.main
}

output "main_id" {
  value       = genesys_flow.main.id
  description = "What the vendor calls the main line."
}
