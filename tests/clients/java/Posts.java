// Sends requests over plain http with Java's own client as it comes, which asks for h2c with each of them: java Posts.java URL KEY

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

class Posts {
    public static void main(String[] arguments) throws Exception {
        var client = HttpClient.newHttpClient();
        int sent = 60, arrived = 0;
        for (int number = 0; number < sent; number++) {
            var body = "{\"locale\": \"en\", \"text\": \"Sentence " + number + "\", \"tone\": \"calm\"}";
            var post = HttpRequest.newBuilder(URI.create(arguments[0] + "/v1/manage/phrases"))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + arguments[1])
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
            try {
                var answer = client.send(post, BodyHandlers.ofString());
                if (answer.statusCode() == 201) {
                    arrived++;
                } else {
                    System.out.println(answer.statusCode() + " " + answer.body());
                }
            } catch (java.io.IOException lost) {
                System.out.println("lost: " + lost);
            }
        }
        System.out.println(arrived + " of " + sent + " arrived");
    }
}
