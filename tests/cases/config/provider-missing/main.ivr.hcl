flow "main" {
  entry = "bye"
  disconnect "bye" {}
}
resource "acme_flow" "a" {
  name = "x"
  flow = flow.main
}
resource "free_flow" "a" {
  name = "x"
  flow = flow.main
}
