variable "text" {}
locals { n = tonumber(var.text) }
provider "acme" { base_url = "u" }
ivrplan {
  required_version = ">= 0.1"
  backend "local" {}
}
module "inner" { source = "./inner" }
