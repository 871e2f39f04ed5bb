output "o" { value = 2 }
resource "acme_webhook" "w" { url = "u" }
locals { a = 2 }
ivrplan {}
