provider "acm" {}
provider "free" {
  alias = 5
}
