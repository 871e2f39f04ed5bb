provider "acme" {
  base_url = env("ACME_URL")
  secret = env("ACME_SECRET")
}
