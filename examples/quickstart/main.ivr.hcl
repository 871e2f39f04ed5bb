# The main line of a mid-sized company: opening hours, a choice of language, a main menu with sub-menus, queues,
# voicemail, callback, and a transfer out. One call flow, deployed to NICE CXone and to Genesys Cloud.

ivrplan {
  required_version = ">= 0.1"

  backend "local" {
    path = "ivrplan.state.json"
  }
}

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

resource "cxone_ivr_flow" "main" {
  name = "${var.company} main line"
  flow = flow.main
}

resource "genesys_flow" "main" {
  name        = "${var.company} main line"
  description = "The main line, also on CXone as ${cxone_ivr_flow.main.id}."
  flow        = flow.main
}

output "cxone_flow_id" {
  value = cxone_ivr_flow.main.id
}

output "genesys_flow_id" {
  value = genesys_flow.main.id
}
