vcl 4.1;

backend default {
    .host = "127.0.0.1";
    .port = "PORT";
}

acl purgers {
    "127.0.0.1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ purgers) {
            return (synth(403));
        }
        ban("obj.http.Surrogate-Key ~ (^|\s)" + req.http.X-Purge-Key + "(\s|$)");
        return (synth(200));
    }
}

sub vcl_backend_response {
    # No stale responses, which would hide the tested behaviour. Expired ones are kept for revalidation.
    set beresp.grace = 0s;
    set beresp.keep = 1h;
}

sub vcl_deliver {
    if (obj.hits > 0) {
        set resp.http.X-Cache = "hit";
    } else {
        set resp.http.X-Cache = "miss";
    }
}
