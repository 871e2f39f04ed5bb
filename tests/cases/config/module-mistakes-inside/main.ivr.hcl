module "a" {
  source   = "./m"
  for_each = toset(["x", "y"])
  text     = each.key
}
