flow "main" {
  entry = "a"
  disconnect "a" {}
  allow "IVR201" { reason = " " }
  allow "IVR201" {}
  allow { reason = "x" }
  allow "IVR201" {
    reason = "x"
    nod = "a"
  }
}
