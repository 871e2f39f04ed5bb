ivrplan {
  audit {
    path     = ""
    required = "yes"
    key      = "k"
  }
  metrics {}
  webhook {
    url     = var.url
    events  = "flow.*"
    timeout = 0
  }
  webhook {
    url = "https://hooks.example.com"
  }
}
