provider "acme" {
  base_url = "https://acme.example.com"
}

data "acme_flow" "main" {
  id = "a"
}

check "other" {
  data "acme_flow" "scoped" {
    id = "b"
  }
  assert {
    condition     = self.id == "b"
    error_message = "no"
  }
}

resource "acme_webhook" "w" {
  url = data.acme_flow.scoped.id

  lifecycle {
    precondition {
      condition     = self.url == ""
      error_message = "no"
    }
    postcondition {
      condition     = acme_webhook.w.url == self.url
      error_message = "no"
    }
  }
}

locals {
  a = data
  b = data.acme_flow
  c = data.acme_flow.mian
  d = data.acme_flwo.main
  e = check.other
}

data "acme_flow" "itself" {
  id = data.acme_flow.itself.id
}
