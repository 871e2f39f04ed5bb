provider "acme" {
  base_url = "https://acme.example.com"
}

variable "number" {
  default = 5
}

resource "acme_webhook" "w" {
  count = 2
  url   = "https://a.example.com"

  lifecycle {
    precondition {
      condition     = var.number
      error_message = "no"
    }
    postcondition {
      condition     = length(self.url) > upper(1, 2)
      error_message = "no"
    }
  }
}

output "number" {
  value = var.number

  precondition {
    condition     = var.number.missing == 1
    error_message = "no"
  }
}

check "later" {
  assert {
    condition     = var.number.missing == 1
    error_message = "no"
  }
}
