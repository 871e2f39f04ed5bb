resource "acme_webhook" "w" { url = "u" }
module "inner" { source = "./inner" }
output "constant" { value = "c" }
