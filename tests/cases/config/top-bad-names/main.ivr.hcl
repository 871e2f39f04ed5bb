output "1st" { value = 1 }
resource "acme_webhook" "a b" { url = "u" }
flow "" {}
provider "acme" {
  alias = "a.b"
  base_url = "u"
}
