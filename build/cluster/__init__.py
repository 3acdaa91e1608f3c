"""Three database machines: PostgreSQL under Patroni and etcd, tried here as a city runs them."""
