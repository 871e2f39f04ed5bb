variable "secret" {
  default = 5
  sensitive = true
}
provider "acme" {
  base_url = 5
  secret = var.secret
  retries = "3"
  limits { max_nodes = 0 }
}
provider "acme" {
  alias = "b"
  bas_url = "x"
}
