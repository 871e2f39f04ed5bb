# A museum that answers in three languages, each with people of its own.

variable "sandbox" {
  type        = string
  default     = "http://127.0.0.1:8787"
  description = "Where `ivrplan sandbox` listens. For real tenants, give the providers their own base_url."
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

locals {
  languages = {
    en = "For English, press"
    fr = "Pour le français, appuyez sur le"
    es = "Para español, oprima el"
  }
}

module "language" {
  source           = "../.."
  languages        = [for code, invitation in local.languages : { code = code, invitation = invitation }]
  default_language = "en"
}

flow "line" {
  entry = "language"

  embed "language" {
    flow = module.language.flow
    on   = { for code, invitation in local.languages : code => "desk_${code}" }
  }

  {% for code in local.languages %}
  queue "desk_{{ code }}" {
    queue  = "Desk"
    skills = ["{{ code }}"]
    on     = { full = "message" }
  }

  {% endfor %}
  voicemail "message" {
    mailbox = "desk"
    say     = "Please leave a message. It will be recorded."
  }
}

resource "cxone_ivr_flow" "line" {
  name = "Maritime Museum"
  flow = flow.line
}

resource "genesys_flow" "line" {
  name = "Maritime Museum"
  flow = flow.line
}

test "French is on the third key" {
  flow   = flow.line
  inputs = ["3"]
  expect { path = ["language.choose", "language.fr", "desk_fr"] }
}

test "who says nothing is answered in English" {
  flow = flow.line
  expect { path = ["language.choose", "language.en", "desk_en"] }
}
