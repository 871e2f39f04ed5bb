provider "acme" {
  base_url = "https://acme.example.com"
}

provider "acme" {
  alias    = "emea"
  base_url = "https://emea.acme.example.com"
}

variable "secret" {
  default   = "s-1"
  sensitive = true
}

locals {
  names = toset(["de", "uk"])
}

resource "acme_webhook" "first" {
  url = "https://a.example.com"
}

data "acme_flow" "by_id" {
  id = "f-1"
}

data "acme_flow" "by_name" {
  for_each = local.names
  name     = "Menu ${each.key}"
  provider = acme.emea
}

data "acme_flow" "secret" {
  name = var.secret
}

data "acme_webhook" "counted" {
  count      = 2
  name       = "Hook ${count.index}"
  depends_on = [acme_webhook.first]

  lifecycle {
    precondition {
      condition     = count.index < 2
      error_message = "There are two."
    }
    postcondition {
      condition     = self.name == "Hook ${count.index}"
      error_message = "The vendor calls it ${self.name}."
    }
  }
}

data "acme_flow" "through" {
  id = data.acme_webhook.counted[0].id
}

resource "acme_webhook" "late" {
  url = "https://b.example.com/${data.acme_flow.through.id}"
}

resource "acme_webhook" "soon" {
  url = "https://b.example.com/${data.acme_flow.by_name["uk"].id}"

  lifecycle {
    precondition {
      condition     = data.acme_flow.by_id.version != ""
      error_message = "Nobody has saved it."
    }
  }
}

check "there" {
  data "acme_flow" "scoped" {
    name = "Menu"
  }

  assert {
    condition     = data.acme_flow.scoped.version == "1"
    error_message = "Somebody changed it."
  }
  assert {
    condition     = acme_webhook.first.id != ""
    error_message = "Never."
  }
}

output "ids" {
  value = [for flow in data.acme_flow.by_name : flow.id]

  precondition {
    condition     = data.acme_flow.by_id.id == "f-1"
    error_message = "Another one."
  }
}

output "hooks" {
  value = data.acme_webhook.counted[*].id
}
